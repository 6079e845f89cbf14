"""The operations of convolutional networks, written to be read, and fast enough to be used."""

__version__ = "0.1.0"
