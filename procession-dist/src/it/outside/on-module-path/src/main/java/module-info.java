module com.acme.shapes {
    requires dev.procession;
}
