from yaqaza.studies.models.focus import Codebook, FocusGroup, Participant, Passage, Theme
from yaqaza.studies.models.surveys import Part, Survey, Unit

__all__ = ["Codebook", "FocusGroup", "Part", "Participant", "Passage", "Survey", "Theme", "Unit"]
