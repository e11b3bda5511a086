from config.celery import app as celery_app  # tasks made with shared_task find their broker through it

__all__ = ["celery_app"]
