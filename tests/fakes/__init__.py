"""Fakes of outside services, speaking the services' own protocols."""
