from collections.abc import Iterable

from questions.drafts import topic_path
from questions.models import Topic


def topics_named(*, names: Iterable[str]) -> dict[str, Topic]:
    """The topic of each path `上级/下级`, made where missing. A plain name also means the one topic of that name."""
    paths = {name: path for name in names if (path := topic_path(name))}
    if not paths:
        return {}
    by_path: dict[str, Topic] = {}
    by_name: dict[str, list[Topic]] = {}
    for topic in Topic.objects.all():
        by_path[topic.path] = topic
        by_name.setdefault(topic.name, []).append(topic)
    found = {}
    for name, path in paths.items():
        namesakes = by_name.get(path[0], [])
        if len(path) == 1 and path[0] not in by_path and len(namesakes) == 1:
            found[name] = namesakes[0]
        else:
            found[name] = _at(path, by_path)
    return found


def _at(path: tuple[str, ...], by_path: dict[str, Topic]) -> Topic:
    whole = "/".join(path)
    if whole not in by_path:
        parent = _at(path[:-1], by_path) if path[1:] else None
        # a second writer may make it at the same time: its row is taken then
        by_path[whole], _ = Topic.objects.get_or_create(path=whole, defaults={"name": path[-1], "parent": parent})
    return by_path[whole]
