"""Metrics and numbers made comparable: which way is better, percent or fraction, level or change."""

from __future__ import annotations

import re

from kg.text import normalise

_LOWER = re.compile(
    r"\b(?:error|loss|perplexity|ppl|latency|time|runtime|delay|cost|memory|footprint|overhead|consumption|energy|power"
    r"|size|parameter|budget|complexity|computation|flop|regret|distance|divergence|deviation|variance|toxicity|hallucination|forgetting|bias"
    r"|false|miss|wer|cer|ter|eer|der|per|fid|kid|fvd|mae|mse|rmse|mape|nll|ece|lpips|bpd|bpc|bit|likelihood loss)\b"
)
_HIGHER = re.compile(
    r"\b(?:accuracy|precision|recall|f1|score|speed|speedup|throughput|reduction|saving|gain|improvement|efficiency"
    r"|correlation)\b"
)
_SHARE = re.compile(
    r"\b(?:accuracy|acc|precision|recall|sensitivity|specificity|rate|f1|f score|f measure|fscore|auc|auroc|auprc"
    r"|ap|ap\d+|map|map@\S+|iou|miou|dice|jaccard|bleu|bleu \d|rouge|rouge \w+|meteor|exact match|em|wer|cer|ter|eer"
    r"|mrr|ndcg|ndcg@\S+|hit|hits?@\S+|recall@\S+|precision@\S+|pass@\S+|uas|las|top \d)\b"
)
_CHANGE_UNITS = frozenset({"x", "point", "points", "pp", "percentage points", "percentage point", "fold", "times"})
_MOVE = r"(?:improvement|gain|boost|increase|reduction|decrease|drop|decline|speed-?up|saving|advantage|margin)s?"
_ABOUT = (
    r"(?:(?:up\s+to|over|about|around|nearly|almost|at\s+least|more\s+than|approximately|roughly"
    r"|an?\s+(?:average|relative|absolute)(?:\s+of)?|an?)\s+)*"
)
_BEFORE = re.compile(rf"(?:\bby|\b{_MOVE}\s+(?:of|by))\s+{_ABOUT}$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:(?!and\b|with\b|or\b)[\w-]+\s+){0,2}"
    rf"(?:{_MOVE}|(?:high|low|fast|slow|small|large|cheap|short)er|better|worse|less|fewer|more)\b",
    re.IGNORECASE,
)


def lower_is_better(metric: str) -> bool:
    """Tell whether a small value of a metric is good.

    Example:
        >>> [lower_is_better(m) for m in ("word error rate", "Perplexity", "top-1 accuracy", "inference time", "BLEU")]
        [True, True, False, True, False]
        >>> lower_is_better("memory reduction")
        False
    """
    name = normalise(metric)
    return bool(_LOWER.search(name)) and not _HIGHER.search(name)


def comparable(number: float, unit: str | None, metric: str) -> tuple[float, str]:
    """Return a number and its unit so that 76.4% and 0.764 are the same; shares are percentages.

    Example:
        >>> comparable(76.4, "%", "accuracy"), comparable(0.764, None, "accuracy"), comparable(28.4, "BLEU", "BLEU")
        ((76.4, '%'), (76.4, '%'), (28.4, '%'))
        >>> comparable(12.5, None, "perplexity"), comparable(30, "ms", "latency")
        ((12.5, ''), (30, 'ms'))
    """
    name, unit = normalise(metric), unit or ""
    if normalise(unit) and normalise(unit) in name.split():
        unit = ""
    if unit or not _SHARE.search(name) or abs(number) > 100:
        return number, unit
    return round(number * 100, 6) if abs(number) <= 1 else number, "%"


def is_change(value: str, unit: str | None, metric: str, sentence: str) -> bool:
    """Tell whether a value says how much something moved, not where it stands.

    Example:
        >>> is_change("4.2%", "%", "accuracy", "It improves accuracy by up to 4.2%.")
        True
        >>> is_change("94.2%", "%", "accuracy", "It improves accuracy to 94.2% by training longer.")
        False
        >>> is_change("40%", "%", "latency", "It needs 40% of the latency."), is_change("3x", "x", "speed", "It is 3x.")
        (True, True)
    """
    if value.startswith("+") or (unit or "").lower() in _CHANGE_UNITS:
        return True
    if unit == "%" and lower_is_better(metric) and not _SHARE.search(normalise(metric)):
        return True
    at = re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", sentence)
    if not at:
        return False
    return bool(_BEFORE.search(sentence[: at.start()]) or _AFTER.match(sentence[at.end() :]))
