from collections.abc import Iterable

from questions.drafts import topic_path
from questions.models import Topic


def topics_named(*, names: Iterable[str]) -> dict[str, Topic]:
    """The topic of each name or path `上级/下级`, made where missing. A plain name means that topic wherever it is."""
    wanted = {name: path for name in names if (path := topic_path(name))}
    if not wanted:
        return {}
    known = list(Topic.objects.order_by("id"))
    by_place = {(topic.parent_id, topic.name): topic for topic in known}
    by_name: dict[str, Topic] = {}
    for topic in known:
        by_name.setdefault(topic.name, topic)
    found = {}
    for name, path in wanted.items():
        if len(path) == 1 and path[0] in by_name:
            found[name] = by_name[path[0]]
            continue
        node: Topic | None = None
        for part in path:
            place = (node.pk if node else None, part[:100])
            if place not in by_place:
                # a second writer may make it at the same time: its row is taken then
                by_place[place], _ = Topic.objects.get_or_create(parent=node, name=place[1])
            node = by_place[place]
        if node:
            by_name.setdefault(node.name, node)
            found[name] = node
    return found
