"""Every address of the pages about AWS."""

from django.urls import URLPattern, path

from integrations.views import connections, runs

urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/aws", connections.aws_connections, name="aws_connections"),
    path("o/<slug:slug>/aws/new", connections.aws_connection_new, name="aws_connection_new"),
    path("o/<slug:slug>/aws/<uuid:connection_id>", connections.aws_connection, name="aws_connection"),
    path("o/<slug:slug>/aws/<uuid:connection_id>/edit", connections.aws_connection_edit, name="aws_connection_edit"),
    path(
        "o/<slug:slug>/aws/<uuid:connection_id>/remove",
        connections.aws_connection_remove,
        name="aws_connection_remove",
    ),
    path("o/<slug:slug>/aws/<uuid:connection_id>/template", connections.aws_template, name="aws_template"),
    path("o/<slug:slug>/aws/<uuid:connection_id>/test", connections.aws_connection_test, name="aws_connection_test"),
    path("o/<slug:slug>/aws/runs/<uuid:run_id>", runs.aws_run, name="aws_run"),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/aws", runs.workload_aws, name="workload_aws"),
    path(
        "o/<slug:slug>/workloads/<uuid:workload_id>/aws/accounts",
        runs.workload_aws_accounts,
        name="workload_aws_accounts",
    ),
    path("o/<slug:slug>/workloads/<uuid:workload_id>/aws/collect", runs.collect, name="collect"),
]
