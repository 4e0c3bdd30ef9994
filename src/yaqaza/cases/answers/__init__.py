"""Answers of questionnaires that belong to a file: found, compared with what it holds, taken into it by a person, put back."""
