"""A fuzzer of every form and endpoint; how to run it long is told in tests/fuzz/fuzzer.py."""
