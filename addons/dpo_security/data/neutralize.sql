-- No mail leaves a copy, so no code would reach anybody: staff come in with the password alone,
-- those who have an authentication application keep it. Close the copy to the outside.
DELETE FROM ir_config_parameter WHERE key = 'auth_totp.policy';
UPDATE res_users SET dpo_mail_code = false WHERE dpo_mail_code;
-- Keys of production open no copy
DELETE FROM res_users_apikeys;
