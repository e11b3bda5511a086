from django.urls import path

from insight.views import today

urlpatterns = [path("", today.today, name="today")]
