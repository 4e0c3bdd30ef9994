"""What tells the same thing twice: near-duplicate texts, one situation in other words, one picture in other bytes.

Three modules that know nothing of each other: ``texts`` (MinHash), ``situations`` (who, where, when, what is needed), ``pictures``
(perceptual hash). They say how alike two things are and why; whether they are one, a person decides.
"""
