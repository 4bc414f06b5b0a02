"""Questions by the articles that their current wordings cite: a law's short title and the numbers, whatever version."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from questions.models import Citation, Law, QuestionQuerySet


def citing(law: Law, article: int | None = None, branch: int = 0) -> Q:
    """The condition that a question's current wording cites the article, or without one anything of the law."""
    citations = Citation.objects.filter(short_title=law.short_title)
    if article:
        # 第十六条 is written without a branch
        citations = citations.filter(article=article, branch=branch or None)
    current = Exists(citations.filter(question=OuterRef("pk"), revision=OuterRef("current")))
    # What cited it in any wording leads there: SQLite by the set of them, PostgreSQL down the list from the newest.
    newest = citations.order_by("-question").values("question")[:1]
    return Q(current, pk__in=citations.values("question"), pk__lte=Subquery(newest))


def counts_by_place(questions: QuestionQuerySet, law: Law) -> dict[tuple[int, int], int]:
    """How many of `questions` cite each article of a law; one query. The sums of `citing`."""
    cited = Citation.objects.filter(
        Exists(questions.filter(current=OuterRef("revision"))), short_title=law.short_title, article__isnull=False
    )
    rows = cited.order_by().values_list("article", "branch").annotate(questions=Count("revision", distinct=True))
    return {(article, branch or 0): number for article, branch, number in rows}
