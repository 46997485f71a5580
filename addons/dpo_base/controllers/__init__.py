from . import web_export
