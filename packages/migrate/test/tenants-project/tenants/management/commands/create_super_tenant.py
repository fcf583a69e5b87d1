# What many projects have under this name: the tenant of the public schema, made once.
from django.core.management.base import BaseCommand

from tenants.models import Domain, Tenant


class Command(BaseCommand):
    help = "Creates the tenant of the public schema."

    def add_arguments(self, parser):
        parser.add_argument("--no-input", action="store_true")

    def handle(self, *args, **options):
        tenant, created = Tenant.objects.get_or_create(schema_name="public")
        Domain.objects.get_or_create(domain="localhost", tenant=tenant, defaults={"is_primary": True})
        self.stdout.write("Created the super tenant." if created else "The super tenant is there.")
