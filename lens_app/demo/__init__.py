"""The demo: two organizations, their people, and half a year of reviews, told through the actions that people use.

`story` says what a story is made of; one file per workload tells one; `telling` lets it happen, `calendar` puts
it on the days it tells of, `account` connects the demo's own AWS.
"""
