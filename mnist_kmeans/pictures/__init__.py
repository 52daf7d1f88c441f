"""From any picture to digits in MNIST's form."""
