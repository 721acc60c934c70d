"""Files that people take with them: tickets, invoices, calendars. Made when somebody asks for them, never in a sale."""
