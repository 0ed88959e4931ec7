# check: create/created field-differs
kubectl run tomcat-test --image=tomcat --image-pull-policy=IfNotPresent --port=8080 -l app=web
