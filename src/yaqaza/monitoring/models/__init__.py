"""Sources of posts, the posts as they came, and the stories they are gathered into."""

from yaqaza.monitoring.models.sources import FileProblem, PostFile, Source, Watch
from yaqaza.monitoring.models.stories import Post, Story, StoryEvent, Wording

__all__ = ["FileProblem", "Post", "PostFile", "Source", "Story", "StoryEvent", "Watch", "Wording"]
