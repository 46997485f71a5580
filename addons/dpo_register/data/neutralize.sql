-- A copy for tests publishes nothing: two pages of one register would be two truths
UPDATE dpo_register_publication SET is_public = false WHERE is_public;
