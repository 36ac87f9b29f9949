"""The codebooks: what every codeword holds and means, and how far they lie apart."""

from hrq.views import frame

frame.show_page("Codebooks")
