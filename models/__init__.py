"""The PyTorch objects that theorems talk about: objectives, algorithms, and what is measured."""
