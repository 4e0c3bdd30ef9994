from yaqaza.studies.models.focus import Codebook, FocusGroup, Participant, Passage, Theme
from yaqaza.studies.models.proposals import Citation, Proposal, Suggestion
from yaqaza.studies.models.surveys import Part, Survey, Unit

__all__ = [
    "Citation", "Codebook", "FocusGroup", "Part", "Participant", "Passage", "Proposal", "Suggestion", "Survey", "Theme", "Unit",
]  # fmt: skip
