from tests.sittings.conftest import candidate, room, writing

__all__ = ["candidate", "room", "writing"]
