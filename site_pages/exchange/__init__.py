"""Programme exchange: a conference's public schedule (schedule.json, schedule.xml) in and out."""
