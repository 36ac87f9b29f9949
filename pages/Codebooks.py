"""The codebooks: what every codeword holds and means, and how far they lie apart."""

from hrq.views.frame import pages

pages.show_page("Codebooks")
