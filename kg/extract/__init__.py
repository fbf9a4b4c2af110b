"""Reading: the spaCy pipeline that turns a paper into an extraction."""

from kg.extract.dictionary import DictionaryEntry
from kg.extract.nlp import Extractor, load_pipeline

__all__ = ["DictionaryEntry", "Extractor", "load_pipeline"]
