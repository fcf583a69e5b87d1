from django_tenants.models import DomainMixin, TenantMixin


class Tenant(TenantMixin):
    auto_create_schema = True


class Domain(DomainMixin):
    pass
