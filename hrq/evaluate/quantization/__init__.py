"""What the quantizer does: errors, margins, the use of codewords, the path of one node."""

OVERLOADED = 3.0  # times an even share: a codeword that holds more is called overloaded
