# The smallest project that django-tenants runs in: one shared app with the tenants, one app of every tenant.
import os
from urllib.parse import unquote, urlsplit

url = urlsplit(os.environ["DB_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "HOST": url.hostname,
        "PORT": url.port,
        "USER": unquote(url.username),
        "PASSWORD": unquote(url.password),
        "NAME": url.path[1:],
        "OPTIONS": {"connect_timeout": 5},
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SHARED_APPS = ["django_tenants", "tenants", "django.contrib.contenttypes"]
TENANT_APPS = ["notes"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
