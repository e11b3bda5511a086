from tests.matrix import Row

MATRIX = {"accessibility": Row({}, otherwise=200)}
