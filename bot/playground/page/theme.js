/** Light or dark: as the system has it, until the reader chooses; the choice holds in every tab. */

const KEY = "playground-theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const isDark = (localStorage.getItem(KEY) ?? (systemIsDark.matches ? "dark" : "light")) === "dark";
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

/** Follow the system, the other tabs and this button. */
export function watchTheme(button) {
  apply();
  systemIsDark.addEventListener("change", apply);
  addEventListener("storage", apply);
  button.addEventListener("click", () => {
    const chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    if ((chosen === "dark") === systemIsDark.matches) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
    apply();
  });
}
