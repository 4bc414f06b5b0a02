"""What a part of an Office file refers to within the file. Pure."""

import posixpath
import zipfile

from questions.imports.xml_events import elements


def related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship → entry of the archive; what lies outside the file is left out. Raises FileProblem."""
    folder, name = posixpath.split(part)
    described = f"{folder}/_rels/{name}.rels"
    if described not in archive.namelist():
        return {}
    return {
        event.attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, event.attributes.get("Target", ""))
        ).lstrip("/")
        for event in elements(archive, described)
        if event.opens and event.name == "Relationship" and event.attributes.get("TargetMode") != "External"
    }
