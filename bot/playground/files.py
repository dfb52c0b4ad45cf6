"""Files that the server of the Bot API keeps, and the ids by which a bot sends them again."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.playground.errors import RefusalError, bad_request
from bot.playground.values import Upload

MOST_BYTES = {
    "photo": 10 * 2**20,
    "document": 50 * 2**20,
    "voice": 50 * 2**20,
    "audio": 50 * 2**20,
}  # "Sending files"
DOWNLOAD_BYTES = 20 * 2**20  # "bots can download files of up to 20MB in size", getFile
LONGEST_SIDES = 10_000  # "the photo's width and height must not exceed 10000 in total", sendPhoto
STEEPEST = 20  # "width and height ratio must be at most 20"
IMAGES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp", b"GIF8": "gif"}
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True)
class File:
    """One stored file; `kind` is photo, document, voice, audio or sticker and never changes."""

    file_id: str
    kind: str
    name: str
    content_type: str
    data: bytes

    @property
    def unique_id(self) -> str:
        """The id that cannot be used to send it."""
        return f"u{self.file_id}"

    @property
    def path(self) -> str:
        """Where it is downloaded, as getFile tells."""
        return f"{self.kind}s/{self.file_id}/{self.name}"

    def as_json(self) -> dict[str, Any]:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class Files:
    """All files by id; the ids belong to this one bot."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def keep(self, kind: str, name: str, content_type: str, data: bytes) -> File:
        """Store a file under a new id."""
        file = File(f"{kind}-{len(self._files) + 1:06d}", kind, name, content_type, data)
        self._files[file.file_id] = file
        return file

    def get(self, file_id: str) -> File:
        """The file; RefusalError 400 if this bot never saw the id."""
        if file_id not in self._files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._files[file_id]

    def at(self, path: str) -> File:
        """The file that getFile said is at this path; RefusalError 404 if there is none."""
        found = next((file for file in self._files.values() if file.path == path), None)
        if found is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, "Not Found", blame=True)
        return found

    def sent(self, kind: str, given: Upload | str) -> File:
        """What a send method names: an upload to store, or the id of a stored file of the same kind."""
        if isinstance(given, str):
            file = self.get(given)
            if file.kind != kind:
                raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
            return file
        if not given.data:
            raise bad_request("file must be non-empty")
        if len(given.data) > MOST_BYTES[kind]:
            raise bad_request("file is too big")
        if kind != "photo":
            return self.keep(kind, given.name, given.content_type, given.data)
        ending = image_ending(given.data)
        width, height = image_size(given.data)
        if not ending or width + height > LONGEST_SIDES or max(width, height) > STEEPEST * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS" if ending else "IMAGE_PROCESS_FAILED")
        return self.keep(kind, f"photo.{ending}", CONTENT_TYPES[ending], given.data)


def image_ending(data: bytes) -> str:
    """The usual ending of an image's name by its first bytes; "" if it is none."""
    return next((ending for start, ending in IMAGES.items() if data.startswith(start)), "")


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels; for other images a likely size."""
    if image_ending(data) == "png" and len(data) >= 24:  # noqa: PLR2004 - signature, IHDR's head, two numbers
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return 800, 600


def photo_sizes(file: File) -> list[dict[str, Any]]:
    """A photo as Telegram shows it: a list of sizes, here the one."""
    width, height = image_size(file.data)
    return [{**file.as_json(), "width": width, "height": height}]
