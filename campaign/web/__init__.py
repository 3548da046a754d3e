"""The dashboard: parse, call one verb of the desk, show a page. It neither decides nor queries; a GET never writes."""
