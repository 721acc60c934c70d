"""The small ASGI app before Django: the stream of boards, the express lane of votes, the signalling of the mesh."""
