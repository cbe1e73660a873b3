"""What is written for meetings, funders and readers: agendas, reports, reminders, pages, exports."""
