"""Networks that Keras trains in a process of its own, and files of their encoders."""
