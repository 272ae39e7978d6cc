"""The only place that speaks to AWS: sessions, calls, the reasons a call can fail, and typed readers."""
