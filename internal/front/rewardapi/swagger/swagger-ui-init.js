window.ui = SwaggerUIBundle({
  url: '/api-json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
