from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from prometheus_client import CONTENT_TYPE_LATEST

from exam_platform.audit import context
from exam_platform.operations import api_pages, metrics, readiness

NOT_BUILT = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>页面尚未构建</title>
<h1>页面尚未构建</h1><p>服务已经启动,但没有找到前端页面。请在项目目录执行 <code>make run</code>,
它会先构建页面;接口文档见 <a href="api/docs/">api/docs/</a>。</p></html>"""


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """This process answers; it asks nobody else, so that a database that is down does not restart web servers."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    report = readiness.check_all()
    return JsonResponse(report, status=200 if report["ready"] else 503, headers={"Cache-Control": "no-store"})


@require_safe
def prometheus(request: HttpRequest) -> HttpResponse:
    """For METRICS_ALLOW alone (this machine, unless set); to everybody else it does not exist."""
    address = context.read_address(context.current().address or "")
    if not address or not any(address in network for network in context.networks(tuple(settings.METRICS_ALLOW))):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


@require_safe
def api_documentation(request: HttpRequest) -> HttpResponse:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # the library's own omission, here and below
    description = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # theirs
    return render(request, "operations/api.html", api_pages.page(description))


@require_safe
def not_built(request: HttpRequest) -> HttpResponse:
    """WhiteNoise answers here once the frontend is built."""
    return HttpResponse(NOT_BUILT, status=503)
