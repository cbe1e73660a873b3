"""Documents written for meetings, funders and readers: agendas, reports, pages, exports."""
