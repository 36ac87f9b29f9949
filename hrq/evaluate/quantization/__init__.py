"""What the quantizer does: errors, margins, the use of codewords, the path of one node."""
