"""Whether generated text is borne by the passages that it cites, fact by fact."""

from __future__ import annotations

from retrieval.verification.verifier import Checked, Review, Verdict, Verifier, verify_sentence

__all__ = ["Checked", "Review", "Verdict", "Verifier", "verify_sentence"]
