"""What the classes are called by which a lens sorts its practices, and where others speak of the same things.

OWASP Top 10 for LLM applications, editions of 2025 and of 2026-08-04 (genai.owasp.org/llm-top-10); both are in use.
The practices of the Well-Architected Framework (2026-08) have pages whose names do not follow from their codes.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = Mapping[str, str | Promise]

OWASP_2025: Names = {
    "LLM01": _("Prompt injection"),
    "LLM02": _("Sensitive information disclosure"),
    "LLM03": _("Supply chain"),
    "LLM04": _("Data and model poisoning"),
    "LLM05": _("Improper output handling"),
    "LLM06": _("Excessive agency"),
    "LLM07": _("System prompt leakage"),
    "LLM08": _("Vector and embedding weaknesses"),
    "LLM09": _("Misinformation"),
    "LLM10": _("Unbounded consumption"),
}
OWASP_2026: Names = {
    "LLM01": _("Prompt injection"),
    "LLM02": _("Sensitive information disclosure"),
    "LLM03": _("Excessive agency"),
    "LLM04": _("Supply chain"),
    "LLM05": _("Data and model poisoning"),
    "LLM06": _("Unbounded consumption"),
    "LLM07": _("Misinformation"),
    "LLM08": _("Hidden context exposure"),
    "LLM09": _("Vector and embedding weaknesses"),
    "LLM10": _("Improper output handling"),
}
LIFECYCLE: Names = {
    "scoping": _("Scoping"),
    "model_selection": _("Model selection"),
    "customization": _("Customization"),
    "integration": _("Integration"),
    "deployment": _("Deployment"),
    "improvement": _("Continuous improvement"),
}

FRAMEWORK_DOCS = "https://docs.aws.amazon.com/wellarchitected/latest/framework/"
#: Practices of the framework to which lenses refer, and the names of their pages.
FRAMEWORK: Mapping[str, str] = {
    "COST01-BP02": "cost_cloud_financial_management_partnership",
    "COST01-BP06": "cost_cloud_financial_management_proactive_process",
    "COST05-BP01": "cost_select_service_requirements",
    "COST06-BP01": "cost_type_size_number_resources_cost_modeling",
    "COST06-BP02": "cost_type_size_number_resources_data",
    "COST07-BP03": "cost_pricing_model_third_party",
    "COST08-BP01": "cost_data_transfer_modeling",
    "COST08-BP02": "cost_data_transfer_optimized_components",
    "COST08-BP03": "cost_data_transfer_implement_services",
    "COST09-BP01": "cost_manage_demand_resources_cost_analysis",
    "COST10-BP01": "cost_evaluate_new_services_review_process",
    "OPS04-BP01": "ops_observability_identify_kpis",
    "OPS04-BP03": "ops_observability_customer_telemetry",
    "OPS05-BP01": "ops_dev_integ_version_control",
    "OPS05-BP07": "ops_dev_integ_code_quality",
    "OPS05-BP08": "ops_dev_integ_multi_env",
    "OPS05-BP10": "ops_dev_integ_auto_integ_deploy",
    "OPS06-BP03": "ops_mit_deploy_risks_deploy_mgmt_sys",
    "OPS06-BP04": "ops_mit_deploy_risks_auto_testing_and_rollback",
    "OPS08-BP01": "ops_workload_observability_analyze_workload_metrics",
    "OPS08-BP02": "ops_workload_observability_analyze_workload_logs",
    "OPS08-BP03": "ops_workload_observability_analyze_workload_traces",
    "OPS08-BP04": "ops_workload_observability_create_alerts",
    "OPS08-BP05": "ops_workload_observability_create_dashboards",
    "OPS10-BP02": "ops_event_response_process_per_alert",
    "OPS11-BP07": "ops_evolve_ops_metrics_review",
    "PERF02-BP01": "perf_compute_hardware_select_best_compute_options",
    "PERF03-BP01": "perf_data_use_purpose_built_data_store",
    "PERF03-BP02": "perf_data_evaluate_configuration_options_data_store",
    "PERF03-BP03": "perf_data_collect_record_data_store_performance_metrics",
    "PERF03-BP04": "perf_data_implement_strategies_to_improve_query_performance",
    "PERF05-BP01": "perf_process_culture_establish_key_performance_indicators",
    "PERF05-BP02": "perf_process_culture_use_monitoring_solutions",
    "PERF05-BP03": "perf_process_culture_workload_performance",
    "PERF05-BP04": "perf_process_culture_load_test",
    "PERF05-BP05": "perf_process_culture_automation_remediate_issues",
    "REL01-BP01": "rel_manage_service_limits_aware_quotas_and_constraints",
    "REL01-BP02": "rel_manage_service_limits_limits_considered",
    "REL01-BP03": "rel_manage_service_limits_aware_fixed_limits",
    "REL02-BP01": "rel_planning_network_topology_ha_conn_users",
    "REL02-BP02": "rel_planning_network_topology_ha_conn_private_networks",
    "REL04-BP01": "rel_prevent_interaction_failure_identify",
    "REL04-BP02": "rel_prevent_interaction_failure_loosely_coupled_system",
    "REL05-BP01": "rel_mitigate_interaction_failure_graceful_degradation",
    "REL05-BP05": "rel_mitigate_interaction_failure_client_timeouts",
    "REL07-BP01": "rel_adapt_to_changes_autoscale_adapt",
    "REL08-BP02": "rel_tracking_change_management_functional_testing",
    "REL08-BP04": "rel_tracking_change_management_immutable_infrastructure",
    "REL10-BP01": "rel_fault_isolation_multiaz_region_system",
    "REL10-BP02": "rel_fault_isolation_single_az_system",
    "REL11-BP01": "rel_withstand_component_failures_monitoring_health",
    "REL11-BP03": "rel_withstand_component_failures_auto_healing_system",
    "SEC02-BP01": "sec_identities_enforce_mechanisms",
    "SEC02-BP02": "sec_identities_unique",
    "SEC02-BP06": "sec_identities_groups_attributes",
    "SEC03-BP01": "sec_permissions_define",
    "SEC03-BP02": "sec_permissions_least_privileges",
    "SEC03-BP08": "sec_permissions_share_securely",
    "SEC04-BP01": "sec_detect_investigate_events_app_service_logging",
    "SEC05-BP01": "sec_network_protection_create_layers",
    "SEC05-BP02": "sec_network_protection_layered",
    "SEC07-BP01": "sec_data_classification_identify_data",
    "SEC07-BP02": "sec_data_classification_define_protection",
    "SEC08-BP03": "sec_protect_data_rest_automate_protection",
    "SEC08-BP04": "sec_protect_data_rest_access_control",
    "SUS02-BP01": "sus_sus_user_a2",
    "SUS02-BP03": "sus_sus_user_a4",
    "SUS04-BP02": "sus_sus_data_a3",
    "SUS04-BP03": "sus_sus_data_a4",
    "SUS04-BP04": "sus_sus_data_a5",
    "SUS05-BP02": "sus_sus_hardware_a3",
}


def framework_url(code: str) -> str:
    """The official page of a practice of the framework; empty for one that is not known here."""
    page = FRAMEWORK.get(code)
    return f"{FRAMEWORK_DOCS}{page}.html" if page else ""
