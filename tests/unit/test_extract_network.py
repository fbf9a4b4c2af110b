"""Sessions of the network: int8 products add up on every CPU."""

from pathlib import Path

import numpy as np

from kg.extract.network import open_session

# x [n,64] → x @ w, where all of w [64,2] is 1, held as 127 / 127 in int8: the largest products there are.
# Nodes: DynamicQuantizeLinear, MatMulInteger, Cast, Mul, Mul, as in an encoder that onnxruntime quantised.
PRODUCTS = Path(__file__).parents[1] / "data" / "products.onnx"


def test_large_products_are_not_cut() -> None:
    session = open_session(PRODUCTS)
    (found,) = session.run(None, {"x": np.ones((1, 64), dtype=np.float32)})
    np.testing.assert_allclose(found, 64.0, rtol=0.01)
