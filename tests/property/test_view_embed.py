"""Whatever text papers hold, the data element holds it, and nothing of it is markup."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kg.view.page import embed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_embedding_is_inert_and_can_be_read_back(value):
    text = embed(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value
