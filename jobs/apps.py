from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        # Each app's periodic jobs are found by their file name.
        autodiscover_modules("schedules")
