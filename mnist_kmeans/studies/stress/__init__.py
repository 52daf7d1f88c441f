"""What becomes of an answer when a digit is turned, shifted, redrawn or blurred."""
