"""Tests of the programme exchange."""
