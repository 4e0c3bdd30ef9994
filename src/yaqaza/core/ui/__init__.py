"""The tags of ``{% load ui %}``, by kind; ``templatetags.ui`` gathers them."""
